// SPDX-License-Identifier: Apache-2.0
// decode_ais.h - AIS: lines of NMEA 0183 (!AIVDM, !AIVDO and other talkers), with or without TAG
// blocks, to JSON, positions and what ships say of themselves. Source: ITU-R M.1371-5, annex 8;
// NMEA 0183 4.10 (TAG blocks, as described by E. S. Raymond, "AIVDM/AIVDO protocol decoding").
// Does not: read binary applications (types 6, 8, 25, 26): they are named and counted.
#pragma once
#include "feed/decode.h"

typedef struct DecodeAis DecodeAis;
DecodeAis *decode_ais_create(void); // NULL without memory
void decode_ais_destroy(DecodeAis *ais);
// One line without its end. True: a message was complete or the line is a part that waits for
// others (of the last 16 groups; a part is forgotten after 60 s). False: said to sink->malformed.
// JSON: msg_type, repeat, mmsi and by type the fields of the recommendation in lower case: status,
// turn (deg/min), speed (kn), accuracy, lon, lat (deg), course, heading (deg), second, maneuver,
// raim, radio; imo, callsign, shipname, ship_type, to_bow, to_stern, to_port, to_starboard (m),
// epfd, month, day, hour, minute, draught (m), destination, dte; partno, vendorid, model, serial;
// aid_type, name, off_position, virtual_aid, assigned, gnss. What is "not available" is null. Then
// time (ISO 8601, of receipt or the TAG block, set to the second the message tells), station, type
// (words, where the type is only named).
// Values, id = MMSI: position; status, draught, destination, name, callsign, ship_type, length,
// width. A class A ship's own report is stale at three intervals of the recommendation.
bool decode_ais_line(DecodeAis *ais, const char *line, size_t length, const DecodeSink *sink);
