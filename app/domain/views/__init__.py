"""What each role may see: the view, the report, the audit."""
