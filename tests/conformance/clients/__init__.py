"""One program for each client. It reads a job (JSON) and prints one line of JSON for each flow."""
