"""The records of an audit: how long they are kept, holds, destruction with a certificate, and who took what."""
