"""Making an agency's return on a case, and writing down the voices of those it is about: on a desk or on a device."""
