"""The brands: one vendor each, behind a port. Nothing else imports a vendor's package."""
