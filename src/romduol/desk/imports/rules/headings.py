"""What people write over the columns of their own tables, in English and Khmer; compared once folded."""

from collections.abc import Mapping
from dataclasses import dataclass

from romduol.ui.words import phrase

ALSO: Mapping[str, str] = {
    "organization_id": "organization id | organisation id | org id | ngo id | លេខកូដអង្គការ",
    "organization": (
        "organization | organisation | organization name | organisation name | name of organization | "
        "name of organisation | ngo | ngo name | name of ngo | agency | institution | provider | "
        "service provider | facility | facility name | name of facility | health facility | name"
    ),
    "organization_km": (
        "organization khmer | name in khmer | khmer name | organization name khmer | ឈ្មោះអង្គការ | "
        "អង្គការ | ឈ្មោះស្ថាប័ន | ស្ថាប័ន | ឈ្មោះអង្គភាព | អង្គភាព | ឈ្មោះ | មូលដ្ឋានសុខាភិបាល | "
        "ឈ្មោះមណ្ឌលសុខភាព"
    ),
    "also_called": "alternate name | other name | former name | also known as | aka",
    "also_called_km": "other name khmer | ឈ្មោះផ្សេង | ឈ្មោះហៅក្រៅ",
    "acronym": "acronym | abbreviation | abbr | short | អក្សរកាត់",
    "organization_kind": (
        "type of organization | type of organisation | organization type | organisation type | ប្រភេទអង្គការ | ប្រភេទស្ថាប័ន"
    ),
    "status": "status | active | ស្ថានភាព",
    "part_of": "parent | parent organization | parent organisation | umbrella",
    "website": "web | web site | homepage | url | link | គេហទំព័រ",
    "works_in": ("working area | coverage | coverage area | target area | provinces covered | តំបន់គោលដៅ | តំបន់ប្រតិបត្តិការ"),
    "about": "about | mission | profile | organization description | organisation description | activities",
    "about_km": "បេសកកម្ម | សកម្មភាព | អំពីអង្គការ",
    "phones": (
        "phone | phones | phone number | telephone | tel | telephone number | mobile | contact number | "
        "hotline | hotline number | phone no | tel no | contact | លេខទូរស័ព្ទ | ទូរស័ព្ទ | លេខទំនាក់ទំនង | "
        "លេខបន្ទាន់"
    ),
    "phone_purpose": "phone purpose | type of phone | phone type | គោលបំណងលេខទូរស័ព្ទ",
    "hours": "hours | opening hours | working hours | open | time | schedule | office hours",
    "hours_km": "ម៉ោងធ្វើការ | ម៉ោង | ពេលម៉ោង | ម៉ោងបម្រើការ",
    "cost": "cost | fee | fees | price | call cost",
    "cost_km": "តម្លៃ | ថ្លៃសេវា | ថ្លៃ",
    "languages": "language | languages spoken | ភាសា",
    "channels": "channel | how to contact",
    "service_id": "service id | លេខកូដសេវា",
    "service": "service | service name | name of service | services | program | programme",
    "service_km": "service khmer | service name khmer | សេវា | ឈ្មោះសេវា | សេវាកម្ម | សេវាដែលផ្តល់",
    "category": ("category | type of service | service type | kind of service | sector | ប្រភេទសេវា | ប្រភេទជំនួយ | វិស័យ"),
    "places": (
        "place | places | province | provinces | location | area | province name | ខេត្ត | រាជធានីខេត្ត | "
        "ទីតាំង | ទីកន្លែង | តំបន់"
    ),
    "districts": ("district | districts | city | town | municipality | khan | ស្រុក | ស្រុកខណ្ឌ | ក្រុង | ខណ្ឌ | ក្រុងស្រុកខណ្ឌ"),
    "description": "description | details | service description | remarks | notes",
    "description_km": "ពិពណ៌នា | បរិយាយ | ព័ត៌មានលម្អិត | ផ្សេងៗ",
    "access": "access | accessibility | conditions",
    "checked_on": "checked on | last checked | date checked | verified on | last verified | ថ្ងៃពិនិត្យ",
    "service_checked_on": "service checked on",
}
"""Column -> headings, with a bar between."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What stands in many tables and is never taken over: the reason, the code of its finding, headings."""

    why: str
    code: str
    also: str


LEFT_OUT = (
    LeftOut(
        phrase("Addresses and points on a map are not taken over: where people are can put them in danger."),
        "address_left_out",
        "address | street | full address | office address | house no | village | commune | sangkat | "
        "latitude | longitude | lat | long | lng | gps | coordinates | x | y | map | google map | "
        "postal code | zip | អាសយដ្ឋាន | អាស័យដ្ឋាន | ភូមិ | ឃុំ | សង្កាត់ | ផ្លូវ | ផ្ទះលេខ | ឃុំសង្កាត់",
    ),
    LeftOut(
        phrase("Names of persons are not taken over."),
        "personal_name",
        "contact person | contact name | focal point | focal person | director | executive director | "
        "manager | person in charge | representative | staff | sex | gender | age | position | "
        "អ្នកទំនាក់ទំនង | នាយក | នាយិកា | អ្នកទទួលបន្ទុក | ឈ្មោះអ្នកទំនាក់ទំនង | តួនាទី | ភេទ | អាយុ",
    ),
    LeftOut(
        phrase("Our directory has no room for it."),
        "not_taken",
        "email | e mail | e mail address | email address | fax | facebook | no | nr | number | ល រ | លរ | "
        "ល.រ | អ៊ីមែល | អ៊ីម៉ែល | ទូរសារ",
    ),
)
