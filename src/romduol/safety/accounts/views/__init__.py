"""Signs people in, and lets them look after their account, people, roles; shows the audit."""
