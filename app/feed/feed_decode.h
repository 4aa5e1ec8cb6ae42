// SPDX-License-Identifier: Apache-2.0
// feed_decode.h - what a decoder reads, into its feed.
// Does not: decode (decode.h), or read bytes (feed_stream.h, feed_fetch.h).
#pragma once
#include "feed/decode.h"
#include "feed/feed.h"

// A sink whose context is the feed: keys are FEED/ID/METRIC, malformed messages are counted. Its
// rebirth is empty. Lives as long as the feed. Thread: the feed's own.
DecodeSink feed_decode_sink(Feed *feed);
// Counts the messages that decoder has read since *before, with bytes, and moves *before on.
void feed_decode_count(Feed *feed, const Decoder *decoder, uint64_t *before, size_t bytes);
