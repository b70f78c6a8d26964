"""Values in the scripts of web sites."""
