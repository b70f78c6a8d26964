"""Facts derived from the state: forecast, ledger, hints, and what is due next."""
