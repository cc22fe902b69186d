"""Pure decisions of this room: how long a verification holds, what a body may say of itself, what that makes."""
