"""The verbs. Each is one file; they know the ports and the domain, never a vendor."""
