"""Programs and devices outside: their actions become ordinary commands, and they are told what is on."""
