"""A folder of people becomes an encoder, plots and error rates. Imports only `models`."""
