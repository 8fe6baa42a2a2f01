"""How good the parts are, measured: retrieval against a golden set."""
