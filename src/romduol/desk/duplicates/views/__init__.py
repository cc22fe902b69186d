"""The pages of this room: what may be one, two records side by side, and what people say of them."""
