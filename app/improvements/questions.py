"""The ten questions of a touchpoint's sheet, and the eleventh that stands beside the pain.

Source: Conlow, "What is the customer's experience?", as product.md lists them.
"""

# key: (question, a hint for whoever answers). Answers are kept under the key.
QUESTIONS = {
    "meet": ("Where do we and the customer meet here?", "The page, the number, the counter, the letter."),
    "happens": ("What happens, for the customer and for us?", "Both sides, in the order it happens."),
    "ours": ("What here do we control?", "Scripts, opening hours, staffing, forms, limits."),
    "outside_can": ("What comes from outside, and we can control it?", "Suppliers, couriers, the phone network."),
    "manage": ("How do we manage that?", "Who looks at it, how often, with what."),
    "outside_cannot": ("What comes from outside, and we cannot control it?", "The law, the weather, a holiday."),
    "resources": ("What does it take?", "People, systems, rooms, money."),
    "lasts": ("How long does it last?", "What we believe. What walks measured stands beside it."),
    "employees": ("How many employees does the customer meet?", "What we believe. Departments and roles, no names."),
    "roles": ("Do they know their roles?", "By department: who may decide what, and who sends the customer on."),
    "sense": ("Why does it make sense to us?", "What hurts a customer is often there for a reason. Say the reason."),
}
