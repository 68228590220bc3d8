"""From a finding to a child's better experience: recommendations, actions, evidence of impact, and re-tests."""
