"""The results of readers: entries, people, times and days, arranged into sessions."""
