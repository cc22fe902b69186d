"""Who works at the desk: accounts, second factors, sign-ins, organisations and who is a member of which."""
