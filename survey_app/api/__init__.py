"""Results for other programs, as JSON: read only, with access tokens, described by an OpenAPI document."""
