// SPDX-License-Identifier: Apache-2.0
// decode_cap.h - CAP 1.2 and 1.1 (OASIS), alone, in Atom feeds or EDXL-DE, with the Chinese
// profile (GB/T 35965, 31-character identifiers, four colours) to JSON and warning events.
// Does not: verify signatures, or fetch what an Atom entry only links to (sink->links has it).
#pragma once
#include "feed/decode.h"

// Every alert in the document: one line and one event "warning" each. JSON, by the names of the
// standard in lower snake case:
//   identifier, sender, sent, status ("Actual", "Exercise", "System", "Test", "Draft"), msg_type
//   ("Alert", "Update", "Cancel", "Ack", "Error"), source, scope, restriction, addresses, code [],
//   note, incidents, references [{sender, identifier, sent}];
//   replaces [identifier]: what this message makes void (Update and Cancel only);
//   national_id {admin_code, agency, unit, extension, entered, serial}: where the identifier is one
//   (entered: of Beijing, as ISO 8601 in UTC);
//   colour ("white", "blue", "yellow", "orange", "red"), level (1 red … 4 blue; none for white):
//   of the first info that has one;
//   info [{language, category [], event, response_type [], urgency, severity, certainty, audience,
//     event_code [{name, value}], effective, onset, expires, sender_name, headline, description,
//     instruction, web, contact, parameter [{name, value}], resource [{desc, mime_type, uri}],
//     colour, colour_from ("parameter", "event_code", "headline", "event", or "severity": not told,
//     taken from severity), area [{desc, polygon [[[lon, lat]…]] (closed), circle [{lon, lat,
//     radius_km}], geocode [{name, value}], altitude, ceiling}],
//     places [{name, code, from "text"}]}]: found in the free text, to be confirmed by a person.
// Times without an offset are taken as UTC+8 and no_offset: true is added. A polygon that cannot be
// read is left out and counted in area: bad_shapes. False: said to sink->malformed.
bool decode_cap(const char *xml, size_t length, const DecodePlaces *places, const DecodeSink *sink);
