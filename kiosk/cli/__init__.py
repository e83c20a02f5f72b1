"""The `janus` program: one module for each group of subcommands."""
