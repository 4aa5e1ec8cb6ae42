#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# layering.sh - the sources include only what the layering allows. Prints each offence as file:line; exit 1 when there is one.
set -u
cd "$(dirname "$0")/.." || exit 2
bad=0
# offence WHAT PATTERN ALLOWED FOLDERS...: lines of the folders that match, in files not allowed.
offence() {
    local what=$1 pattern=$2 allowed=$3
    shift 3
    local found
    found=$(grep -rnE --include=*.c --include=*.h "$pattern" "$@" 2>/dev/null | grep -vE "^($allowed)" || true)
    [ -z "$found" ] && return
    echo "$what:"
    echo "$found" | sed 's/^/  /'
    bad=1
}
include='^[[:space:]]*#[[:space:]]*include[[:space:]]*'
offence 'OpenGL outside render/gl' "$include<(GL|EGL)/" 'render/gl/|tests/bench/' app render geo assets tests
offence 'GDAL or PROJ outside geo' "$include[<\"](gdal|ogr_|cpl_|proj|gdal/)[a-z_]*\.h" 'geo/|tests/bench/|tests/geo/' app render geo assets tests
offence 'assimp outside assets' "${include}<assimp/" 'assets/' app render geo assets
offence 'SDL outside app/*.c' "${include}<SDL" 'app/[a-z_0-9]*\.[ch]:|tests/render/|tests/bench/' app render geo assets tests
offence 'Cairo or Pango outside the ui and the label rasteriser' "${include}<(cairo|pango)" \
    'app/ui/|app/brief/|app/scene/scene_label_raster\.[ch]|app/scene/scene_label_icon\.[ch]' app render geo assets
# A module includes only the modules below it: folder, then what it may name.
modules='base geo assets render feed store core scene ui wall brief'
may() { # may FOLDER MODULES...
    local folder=$1 other
    shift
    for other in $modules; do
        case " $* " in *" $other "*) continue ;; esac
        offence "$folder includes $other" "$include\"$other/" '^$' "$folder"
    done
}
may app/base base
may geo base geo
may assets base assets
may render base render
may app/feed base feed
may app/store base store
may app/core base geo assets store core
may app/scene base geo assets render core scene
may app/wall base core wall
may app/brief base geo core scene render brief
may app/ui base geo core ui render # of render: render_frame.h only
offence 'ui uses more of render than render_frame.h' "$include\"render/" 'app/ui/[^:]*:[0-9]*:#include "render/render_frame.h"' app/ui
exit $bad
