"""The addresses of the feeds, and what each of them reads: requests are answered by this table, and it is published."""

from dataclasses import dataclass

from romduol.channels.api.parameters import PARAMETERS, Parameter

PAGED = ("page", "per_page", "format")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of records of one kind; `one` of them stands under its id."""

    name: str
    """As in its address."""
    kind: str
    does: str
    parameters: tuple[str, ...]
    beyond: tuple[str, ...] = ()
    """Parameters that the specification does not have here."""
    of_one: tuple[str, ...] = ()
    """Those that a single record takes."""

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all parameters of the list."""
        return (*self.parameters, *self.beyond)

    @property
    def described(self) -> tuple[Parameter, ...]:
        """All parameters of the list."""
        return tuple(PARAMETERS[name] for name in self.known)


LISTINGS = {
    one.name: one
    for one in (
        Listing(
            "services",
            "s",
            "Services",
            (
                "search",
                *PAGED,
                "taxonomy_term_id",
                "taxonomy_id",
                "organization_id",
                "modified_after",
                "minimal",
                "full",
            ),
            beyond=("postcode", "proximity"),
        ),
        Listing(
            "organizations",
            "o",
            "Organizations",
            ("search", "full_service", "full", "taxonomy_term_id", "taxonomy_id", *PAGED),
            beyond=("modified_after", "minimal"),
            of_one=("full_service",),
        ),
        Listing(
            "service_at_locations",
            "l",
            "Services at the places that they serve",
            (
                "search",
                "taxonomy_term_id",
                "taxonomy_id",
                "organization_id",
                "modified_after",
                "full",
                *PAGED,
                "postcode",
                "proximity",
            ),
            beyond=("minimal",),
        ),
        Listing("taxonomies", "x", "Taxonomies", ("search", *PAGED)),
        Listing(
            "taxonomy_terms", "t", "Terms of the taxonomies", ("search", *PAGED, "taxonomy_id", "top_only", "parent_id")
        ),
    )
}
"""Name -> list, in the order in which they are published."""
