"""Facts derived from the state: forecast, ledger, hints, and the next automatic command."""
