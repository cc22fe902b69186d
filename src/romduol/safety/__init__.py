"""What keeps readers, reporters and stewards safe: access, audit and, later, accounts and sealing."""
