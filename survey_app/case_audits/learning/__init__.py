"""What comes out of an audit: learning with strengths first, recommendations with owners, the reports of both."""
