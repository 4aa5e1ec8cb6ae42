# SPDX-License-Identifier: Apache-2.0
# cycles.sh - sourced by run: 200 times a layer of 100,000 buildings is opened, looked at and closed under a budget in which two
# have room; the next is there before the last goes. Memory of the layers, of the process beyond what it takes after a first layer
# has come and gone (libraries, fonts), and whether it stays flat.
budget_mb=60
{
    echo "budget ram=$budget_mb"
    echo 'view-size 1280x720'
    echo "layer-add path=\"$data/100k.gpkg\" name=first"
    echo 'wait loaded limit=60'
    echo 'wait settled limit=60'
    echo 'layer-remove first'
    echo 'wait 1'
    echo 'get app.ram_mb'
    for i in $(seq 200); do
        echo "layer-add path=\"$data/100k.gpkg\" name=a$i"
        echo 'wait loaded limit=60'
        echo 'wait settled limit=60'
        [ "$i" -gt 1 ] && echo "layer-remove a$((i - 1))"
        echo 'get layers.failed'
        echo 'get layers.resident_bytes'
        echo 'get app.ram_mb'
    done
} >"$data/cycles.txt"
if "$program" run "$data/cycles.txt" >"$data/cycles.out" 2>"$data/err.txt"; then
    awk '
        NR == 1 { start = $1; next }
        (NR - 2) % 3 == 0 { failed += $1 }
        (NR - 2) % 3 == 1 { if ($1 / 1e6 > layers) layers = $1 / 1e6 }
        (NR - 2) % 3 == 2 { n++; if ($1 - start > most) most = $1 - start
                            if (n > 20 && n <= 60) early += $1; if (n > 160) late += $1 }
        END { printf "cycles %d\nfailed %d\nlayers_mb %.2f\nram_mb %.2f\nflat %.4f\n", n, failed, layers, most, late / early }
    ' "$data/cycles.out" >"$data/cycles.tsv"
    line "$(value cycles "$data/cycles.tsv") open/close cycles: layers (reach: budget + 5 %)" "$(value layers_mb "$data/cycles.tsv")" "$(awk -v b="$budget_mb" 'BEGIN { print 1.05 * b }')" MB
    line '    process beyond none (reach: budget + 5 %)' "$(value ram_mb "$data/cycles.tsv")" "$(awk -v b="$budget_mb" 'BEGIN { print 1.05 * b }')" MB
    line '    resident, last 40 cycles by cycles 21 to 60 (flat: 1)' "$(value flat "$data/cycles.tsv")" 1.05 x
    line '    layers that failed' "$(value failed "$data/cycles.tsv")" 0.5 ''
else
    cat "$data/err.txt"
fi
