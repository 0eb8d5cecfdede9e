"""Tables into figures, all with one look: fonts with Chinese glyphs, few ticks, direct labels, light and dark.

Every function takes a table and a `Style` and gives a Plotly figure; none of them knows Streamlit. Points carry
their observation id as customdata, so that a click leads to the source. Names from reports are escaped, because
Plotly reads HTML in labels.
"""
