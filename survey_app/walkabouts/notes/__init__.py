"""Notes of a visit on a device: the server's side of docs/decisions/offline-visits.md."""
