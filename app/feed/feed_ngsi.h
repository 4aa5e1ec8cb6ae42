// SPDX-License-Identifier: Apache-2.0
// feed_ngsi.h - notifications of NGSI-LD (ETSI GS CIM 009, 5.8.6) and NGSI v2, by MQTT and by HTTP.
// Does not: subscribe at a context broker.
#pragma once
#include "feed/feed.h"

// Every attribute of the entities in "data" (or in "body": of MQTT) with its observedAt, unitCode
// and value; a point is the position. Keys: FEED/ENTITY/ATTRIBUTE. False: no notification; what of
// it cannot be read is counted as malformed. Thread: any.
bool feed_ngsi_notification(Feed *feed, const char *text, size_t length, uint8_t flags);
