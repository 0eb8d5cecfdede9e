"""How much each kind of evidence says that a number counts an indicator, on a common scale.

A candidate below ACCEPT is no link. Fitted by hand on the invented development sentences; the calibration of confidence
starts from the same scores.
"""

ACCEPT = 2.0
NAME = 4.0
NAME_LENGTH = 0.12
SLOT = {"cue": 3.0, "part": 3.0, "hint": 1.9}
"""What a word says of a slot that it picks, by the sense in which it does."""
WEAK = 2.7
WEAK_UNKNOWN = 0.17
TAKEN_UP = -1.2
"""What a general word loses where it stands alone behind a number of the same unit: 普遍压减在1天内,部分压减至半天."""
PARTITIVE = -1.5
DEFAULT = 3.0
DEFAULT_UNKNOWN = -0.5
TAKEN_FROM_CONTEXT = 2.2
"""What a default says where only verbs and small words stand before the number, and a heading or clause before them
named its frame."""
FRAME_IN_ZONE = 1.2
FRAME_ELSEWHERE = -2.0
RIGHT = -0.4
DONE_BY = -2.0
UNKNOWN = -0.22
UNKNOWN_MOST = 12
DISTANCE = -0.02
DISTANCE_MOST = 30
LATER = -0.9
"""What each later name or object in the left zone takes away: the head of a Chinese noun phrase stands last."""
OUTSIDE = -3.0
ATTRIBUTE = -1.0
EXAMPLE = -1.6
GOVERNS = 4.9
GOVERNED = 3.4
GOVERNED_ON = 4.9
"""What a verb says of the next number of its list: 公开行政许可信息5,318条、行政处罚信息742条."""
OWN_HEAD = -0.8
PREDICATE = -0.8
TAKES_PART = -1.5
"""What the name of persons loses who took part in something."""
LACKED = -3.0
"""What a word loses where the number counts those that lack it."""
GOVERNED_BY = 1.4
"""What the verb at the end of a clause gains over the noun that 对, 就 … put in front of it."""
NEARER = 0.3
OF_ITS_OWN = 0.3
GOES_ON = 0.05
CLASSED = -2.0
BODY = -2.6
SHADOWED = -1.5
"""What a name loses where the same word is a slot of the frame that the zone itself names."""
RIVAL = 0.25
"""What a second piece of evidence for the same indicator adds, as a share of its own score."""
