"""Changes who is there, who is signed in, and what they prove themselves with; every act is audited."""
