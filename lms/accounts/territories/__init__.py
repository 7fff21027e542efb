"""The official communes, EPCI, départements and régions, and how to find a commune by typing.

edition.py the vendored data · naming.py what typing means, pure · models.py what is stored
levels.py what lies in what · atlas.py all of them, to place thousands of rows
operations.py loading · queries.py what pages need
"""

from lms.accounts.territories.atlas import Atlas, Spot, open_atlas
from lms.accounts.territories.edition import (
    Edition,
    OfficialCommune,
    OfficialDepartement,
    OfficialEpci,
    OfficialFormer,
    OfficialRegion,
    official_digest,
    official_edition,
)
from lms.accounts.territories.levels import Named, exists, lies_in, within
from lms.accounts.territories.models import Commune, Epci, Territory
from lms.accounts.territories.naming import fold
from lms.accounts.territories.operations import Loaded, load
from lms.accounts.territories.queries import (
    Below,
    CommuneUnknown,
    FoundBy,
    FoundCommune,
    Place,
    commune,
    communes_of,
    departements,
    epci_of,
    loaded_digest,
    name_of,
    names,
    regions,
    search_communes,
)

__all__ = [
    "Atlas",
    "Below",
    "Commune",
    "CommuneUnknown",
    "Edition",
    "Epci",
    "FoundBy",
    "FoundCommune",
    "Loaded",
    "Named",
    "OfficialCommune",
    "OfficialDepartement",
    "OfficialEpci",
    "OfficialFormer",
    "OfficialRegion",
    "Place",
    "Spot",
    "Territory",
    "commune",
    "communes_of",
    "departements",
    "epci_of",
    "exists",
    "fold",
    "lies_in",
    "load",
    "loaded_digest",
    "name_of",
    "names",
    "official_digest",
    "official_edition",
    "open_atlas",
    "regions",
    "search_communes",
    "within",
]
