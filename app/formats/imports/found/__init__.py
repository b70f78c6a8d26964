"""What readers find: entries, people, times and days, arranged into sessions."""
