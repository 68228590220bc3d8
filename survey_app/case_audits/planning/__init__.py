"""Planning an audit: what it looks at, its cases, the agencies asked, and how far they are."""
