#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ifc.sh - every shared IFC file against what four other readers say of it: products, areas, boxes, volumes, counts.
set -u
data=$CITYMIRROR_SHARED/data/ifc
if [ ! -d "$data" ]; then
    echo "skipped: the shared data is absent"
    exit 0
fi
python3 "$(dirname "$0")/ifc_compare.py" "$CITYMIRROR" "$data" "$SCRATCH/ifc.tsv"
