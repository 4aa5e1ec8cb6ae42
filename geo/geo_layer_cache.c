// SPDX-License-Identifier: Apache-2.0
// geo_layer_cache.c - a frozen layer as one file: header, scalars, section table, arrays. Native byte order; another
// machine or version makes its own. The checksum covers every byte, so a damaged file is never believed.
#include "geo/geo_layer_cache.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#define CACHE_VERSION 5u           // grows when reading, mending or the file's layout change
#define CACHE_VERTICES_MIN 200000u // smaller layers load fast enough
#define CACHE_FEATURES_MIN 50000u
#define CACHE_FOLDER_BYTES (4ull << 30) // the oldest go when the folder holds more
#define CACHE_FREE_BYTES (1ull << 30)   // never the last of the disk
#define SECTIONS_FIXED 14
#define SECTIONS_COLUMN 8
#define CHUNK_BYTES (1u << 20) // of checksum: chunks are summed apart and may be done by several threads

typedef struct {
    char magic[8];
    uint32_t version, section_count;
    uint64_t file_bytes, data_at; // data_at: first byte after the section table
    uint64_t checksum_head;       // of this struct with both sums 0, the scalars and the section table
    uint64_t checksum_data;
} CacheHeader;

typedef struct {
    int32_t kind, datum;
    GeoBox extent;
    double z_min_m, z_max_m, lon0_deg, lat0_deg, step_deg;
    int64_t source_feature_count;
    uint32_t has_z, feature_count, part_count, vertex_count, node_count, tile_count, column_count, pad;
    GeoProblem problems[GEO_PROBLEM_COUNT];
} CacheScalars;

typedef struct {
    uint64_t at, bytes;
} CacheSection;

typedef struct {
    int32_t type;
    uint32_t value_count;
    double min, max;
} CacheColumn;

typedef struct {
    const void *bytes;
    uint64_t length;
} Piece;

struct GeoCacheWriter {
    pthread_t thread;
    const GeoLayer *layer;
    char *path, *folder, *key;
};

// Four lanes of multiply and fold; as fast as memory, and any flipped bit changes it.
static uint64_t checksum(const void *bytes, size_t length)
{
    const uint64_t m = 0x9fb21c651e98df25ull;
    uint64_t lane[4] = { 1, 2, 3, 4 };
    const uint8_t *p = bytes;
    for (; length >= 32; length -= 32, p += 32) {
        uint64_t v[4];
        memcpy(v, p, 32);
        for (int i = 0; i < 4; i++) {
            lane[i] = (lane[i] ^ v[i]) * m;
            lane[i] ^= lane[i] >> 29;
        }
    }
    uint64_t tail[4] = { 0 };
    memcpy(tail, p, length);
    uint64_t h = length;
    for (int i = 0; i < 4; i++) {
        h = (h ^ lane[i]) * m;
        h = ((h ^ h >> 31) ^ tail[i]) * m;
    }
    return h ^ h >> 32;
}

static uint64_t checksum_data(const uint8_t *bytes, uint64_t length)
{
    uint64_t sum = 0;
    for (uint64_t at = 0; at < length; at += CHUNK_BYTES)
        sum = sum * 31 + checksum(bytes + at, length - at < CHUNK_BYTES ? length - at : CHUNK_BYTES);
    return sum;
}

static void add_stat(Str *key, const char *path)
{
    uint64_t size = 0;
    int64_t changed_us = 0;
    if (file_stat(path, &size, &changed_us)) str_printf(key, "|%llu,%lld", (unsigned long long)size, (long long)changed_us);
}

// Everything the layer depends on; NULL when the source is none that can be watched. Heap.
static char *make_key(const GeoLayerDesc *d)
{
    uint64_t size = 0;
    int64_t changed_us = 0;
    if (str_starts(d->source, "/vsi") || file_is_folder(d->source) || !file_stat(d->source, &size, &changed_us)) return NULL;
    char *full = realpath(d->source, NULL);
    if (!full) return NULL;
    Str key = { 0 };
    str_printf(&key, "%u.%zu.%zu|%s|%s|%s|%d|%s|%s|%d%d", CACHE_VERSION, sizeof(CacheScalars), sizeof(GeoLayerTile), full,
               d->table ? d->table : "", d->crs ? d->crs : "", (int)d->datum, d->encoding ? d->encoding : "",
               d->where ? d->where : "", d->drop_duplicates, d->skip_attributes);
    const GeoVerticalDesc *h = &d->heights;
    str_printf(&key, "|%s|%s|%.17g|%.17g", h->from ? h->from : "", h->city ? h->city : "",
               h->geoid_m, h->offset_m);
    add_stat(&key, full);
    // Companions of a Shapefile, and what SQLite has not yet put into the main file.
    static const char *const companions[] = { "dbf", "shx", "prj", "cpg", "DBF", "SHX", "PRJ", "CPG", "csvt", "gfs", "vrt" };
    const size_t stem = strlen(full) - strlen(file_extension(full));
    for (size_t i = 0; i < sizeof companions / sizeof *companions && stem > 0 && full[stem - 1] == '.'; i++) {
        Str path = { 0 };
        str_add_n(&path, full, stem);
        str_add(&path, companions[i]);
        if (!str_equal(path.text, full)) add_stat(&key, path.text);
        str_finish(&path);
    }
    Str wal = { 0 };
    str_printf(&wal, "%s-wal", full);
    add_stat(&key, wal.text);
    str_finish(&wal);
    free(full);
    return key.text;
}

static char *cache_path(const char *folder, const char *key)
{
    Str path = { 0 };
    str_printf(&path, "%s/%016llx.layer", folder, (unsigned long long)str_hash(key, strlen(key)));
    return path.text;
}

static char *layer_folder(void)
{
    char *root = file_cache_folder();
    if (!root) return NULL;
    char *folder = file_join(root, "layers");
    free(root);
    if (folder && !file_make_folders(folder, NULL)) {
        free(folder);
        folder = NULL;
    }
    return folder;
}

// The pieces of a layer in file order. pieces: SECTIONS_FIXED + columns * SECTIONS_COLUMN.
static void list_pieces(const GeoLayer *l, const char *key, const CacheColumn *records, Piece *pieces)
{
    const uint64_t n = l->feature_count, v = l->vertex_count;
    int i = 0;
    pieces[i++] = (Piece){ key, strlen(key) + 1 };
    pieces[i++] = (Piece){ l->name, strlen(l->name) + 1 };
    pieces[i++] = (Piece){ l->crs_name, strlen(l->crs_name) + 1 };
    pieces[i++] = (Piece){ l->attribution, strlen(l->attribution) + 1 };
    pieces[i++] = (Piece){ l->fid, l->fid ? n * sizeof *l->fid : 0 };
    pieces[i++] = (Piece){ l->feature_part, (n + 1) * sizeof *l->feature_part };
    pieces[i++] = (Piece){ l->part_vertex, ((uint64_t)l->part_count + 1) * sizeof *l->part_vertex };
    pieces[i++] = (Piece){ l->part_kind, l->part_count };
    pieces[i++] = (Piece){ l->xy, 2 * v * sizeof *l->xy };
    pieces[i++] = (Piece){ l->z, l->z ? v * sizeof *l->z : 0 };
    pieces[i++] = (Piece){ l->box, n * sizeof *l->box };
    pieces[i++] = (Piece){ l->nodes, l->node_count * sizeof *l->nodes };
    pieces[i++] = (Piece){ l->tiles, (uint64_t)l->tile_count * sizeof *l->tiles };
    pieces[i++] = (Piece){ records, (uint64_t)l->column_count * sizeof *records };
    assert(i == SECTIONS_FIXED);
    for (int c = 0; c < l->column_count; c++) {
        const GeoColumn *col = &l->columns[c];
        size_t text = 0;
        if (col->text && col->value_count > 0) {
            const uint32_t last = col->text_at[col->value_count - 1];
            text = last + strlen(col->text + last) + 1;
        }
        pieces[i++] = (Piece){ col->name, strlen(col->name) + 1 };
        pieces[i++] = (Piece){ col->valid, col->valid ? (n + 63) / 64 * 8 : 0 };
        pieces[i++] = (Piece){ col->i32, col->i32 ? n * 4 : 0 };
        pieces[i++] = (Piece){ col->i64, col->i64 ? n * 8 : 0 };
        pieces[i++] = (Piece){ col->f64, col->f64 ? n * 8 : 0 };
        pieces[i++] = (Piece){ col->code, col->code ? n * 4 : 0 };
        pieces[i++] = (Piece){ col->text_at, col->text_at ? (uint64_t)col->value_count * 4 : 0 };
        pieces[i++] = (Piece){ col->text, text };
    }
}

static uint64_t align64(uint64_t v)
{
    return (v + 63) & ~63ull;
}

typedef struct {
    int fd;
    uint8_t *buffer; // CHUNK_BYTES, summed when full
    size_t used;
    uint64_t sum;
    bool has_failed;
} Output;

static void flush_output(Output *o)
{
    if (o->used == 0) return;
    o->sum = o->sum * 31 + checksum(o->buffer, o->used);
    for (size_t at = 0; at < o->used && !o->has_failed;) {
        const ssize_t n = write(o->fd, o->buffer + at, o->used - at);
        if (n <= 0)
            o->has_failed = true;
        else
            at += (size_t)n;
    }
    o->used = 0;
}

static void put_output(Output *o, const void *bytes, uint64_t length)
{
    const uint8_t *p = bytes;
    while (length > 0 && !o->has_failed) {
        const size_t room = CHUNK_BYTES - o->used, n = length < room ? (size_t)length : room;
        if (p)
            memcpy(o->buffer + o->used, p, n);
        else
            memset(o->buffer + o->used, 0, n);
        o->used += n;
        length -= n;
        if (p) p += n;
        if (o->used == CHUNK_BYTES) flush_output(o);
    }
}

static void fill_scalars(const GeoLayer *l, CacheScalars *s)
{
    memset(s, 0, sizeof *s);
    s->kind = (int32_t)l->kind;
    s->datum = (int32_t)l->datum;
    s->extent = l->extent;
    s->z_min_m = l->z_min_m;
    s->z_max_m = l->z_max_m;
    s->lon0_deg = l->lon0_deg;
    s->lat0_deg = l->lat0_deg;
    s->step_deg = l->step_deg;
    s->source_feature_count = l->source_feature_count;
    s->has_z = l->has_z;
    s->feature_count = l->feature_count;
    s->part_count = l->part_count;
    s->vertex_count = l->vertex_count;
    s->node_count = l->node_count;
    s->tile_count = (uint32_t)l->tile_count;
    s->column_count = (uint32_t)l->column_count;
    memcpy(s->problems, l->problems, sizeof s->problems);
}

static bool has_room(const char *folder, uint64_t bytes)
{
    struct statvfs fs;
    return statvfs(folder, &fs) == 0 && (uint64_t)fs.f_bavail * fs.f_frsize > bytes + CACHE_FREE_BYTES;
}

static bool write_file(const struct GeoCacheWriter *w, int fd)
{
    const GeoLayer *l = w->layer;
    const int sections = SECTIONS_FIXED + l->column_count * SECTIONS_COLUMN;
    Piece *pieces = calloc((size_t)sections, sizeof *pieces);
    CacheSection *table = calloc((size_t)sections, sizeof *table);
    CacheColumn *records = calloc((size_t)l->column_count + 1, sizeof *records);
    Output out = { .fd = fd, .buffer = malloc(CHUNK_BYTES) };
    CacheHeader header = { .magic = "CMLAYER", .version = CACHE_VERSION, .section_count = (uint32_t)sections };
    CacheScalars scalars;
    bool ok = false;
    if (!pieces || !table || !records || !out.buffer) goto done;
    for (int c = 0; c < l->column_count; c++) {
        records[c].type = (int32_t)l->columns[c].type;
        records[c].value_count = l->columns[c].value_count;
        records[c].min = l->columns[c].min;
        records[c].max = l->columns[c].max;
    }
    list_pieces(l, w->key, records, pieces);
    header.data_at = align64(sizeof header + sizeof scalars + (uint64_t)sections * sizeof *table);
    uint64_t at = header.data_at;
    for (int i = 0; i < sections; i++) {
        table[i] = (CacheSection){ at, pieces[i].length };
        at = align64(at + pieces[i].length);
    }
    header.file_bytes = at;
    if (!has_room(w->folder, at) || lseek(fd, (off_t)header.data_at, SEEK_SET) < 0) goto done;
    for (int i = 0; i < sections && !out.has_failed; i++) {
        put_output(&out, pieces[i].bytes, pieces[i].length);
        put_output(&out, NULL, align64(pieces[i].length) - pieces[i].length);
    }
    flush_output(&out);
    header.checksum_data = 0;
    fill_scalars(l, &scalars);
    // The head as it will stand in the file, summed with its sums at zero.
    uint8_t *head = calloc(1, header.data_at);
    if (!head || out.has_failed) {
        free(head);
        goto done;
    }
    memcpy(head + sizeof header, &scalars, sizeof scalars);
    memcpy(head + sizeof header + sizeof scalars, table, (size_t)sections * sizeof *table);
    memcpy(head, &header, sizeof header);
    header.checksum_head = checksum(head, header.data_at);
    header.checksum_data = out.sum;
    memcpy(head, &header, sizeof header);
    ok = pwrite(fd, head, header.data_at, 0) == (ssize_t)header.data_at;
    free(head);
done:
    free(pieces);
    free(table);
    free(records);
    free(out.buffer);
    return ok;
}

typedef struct {
    char name[64];
    uint64_t bytes;
    int64_t used_s;
} Kept;

static int compare_kept(const void *pa, const void *pb)
{
    const Kept *a = pa, *b = pb;
    return a->used_s < b->used_s ? -1 : a->used_s > b->used_s;
}

// Removes the oldest beyond the folder's bound, and what writers that died left behind.
static void evict(const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir) return;
    Kept *kept = NULL;
    size_t count = 0, cap = 0;
    uint64_t total = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat st;
        if (strlen(entry->d_name) >= sizeof kept->name || fstatat(dirfd(dir), entry->d_name, &st, 0) != 0) continue;
        if (strstr(entry->d_name, ".layer.") && st.st_mtime < time(NULL) - 3600) unlinkat(dirfd(dir), entry->d_name, 0);
        if (!str_ends_nocase(entry->d_name, ".layer")) continue;
        if (count == cap) {
            cap = cap ? cap * 2 : 64;
            Kept *more = realloc(kept, cap * sizeof *kept);
            if (!more) break;
            kept = more;
        }
        snprintf(kept[count].name, sizeof kept[count].name, "%s", entry->d_name);
        kept[count].bytes = (uint64_t)st.st_size;
        kept[count++].used_s = st.st_mtime;
        total += (uint64_t)st.st_size;
    }
    if (count > 0) qsort(kept, count, sizeof *kept, compare_kept);
    for (size_t i = 0; i < count && total > CACHE_FOLDER_BYTES; i++) {
        unlinkat(dirfd(dir), kept[i].name, 0);
        total -= kept[i].bytes;
    }
    free(kept);
    closedir(dir);
}

static void *write_thread(void *arg)
{
    struct GeoCacheWriter *w = arg;
    // Only what nobody else wants of the processor.
    pthread_setschedparam(pthread_self(), SCHED_IDLE, &(struct sched_param){ 0 });
    Str temporary = { 0 };
    str_printf(&temporary, "%s.%ld", w->path, (long)getpid());
    const int fd = open(temporary.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write_file(w, fd);
    if (fd >= 0 && close(fd) != 0) ok = false;
    if (ok) ok = rename(temporary.text, w->path) == 0;
    if (!ok) {
        if (fd >= 0) unlink(temporary.text);
        log_print(LOG_INFO, "layer cache not written: %s", w->path);
    }
    str_finish(&temporary);
    evict(w->folder);
    return NULL;
}

void geo_layer_cache_write(const GeoLayerDesc *desc, GeoLayer *layer)
{
    if (layer->vertex_count < CACHE_VERTICES_MIN && layer->feature_count < CACHE_FEATURES_MIN) return;
    struct GeoCacheWriter *w = calloc(1, sizeof *w);
    if (!w) return;
    w->layer = layer;
    w->key = make_key(desc);
    w->folder = w->key ? layer_folder() : NULL;
    w->path = w->folder ? cache_path(w->folder, w->key) : NULL;
    if (w->path && pthread_create(&w->thread, NULL, write_thread, w) == 0) {
        layer->cache_writer = w;
        return;
    }
    free(w->key);
    free(w->folder);
    free(w->path);
    free(w);
}

void geo_layer_cache_close(GeoLayer *l)
{
    if (l->cache_writer) {
        struct GeoCacheWriter *w = l->cache_writer;
        // Somebody waits now: idle priority would let a busy machine hold them up.
        pthread_setschedparam(w->thread, SCHED_OTHER, &(struct sched_param){ 0 });
        pthread_join(w->thread, NULL);
        free(w->key);
        free(w->folder);
        free(w->path);
        free(w);
        l->cache_writer = NULL;
    }
    if (!l->mapping) return;
    for (int i = 0; i < l->column_count; i++) l->columns[i] = (GeoColumn){ 0 };
    l->name = l->crs_name = l->attribution = NULL;
    l->fid = NULL;
    l->feature_part = l->part_vertex = NULL;
    l->part_kind = NULL;
    l->xy = NULL;
    l->z = NULL;
    l->box = l->nodes = NULL;
    l->tiles = NULL;
    munmap(l->mapping, l->mapping_bytes);
    l->mapping = NULL;
}

// Head and sums agree with the file, and every section lies inside.
static bool is_sound(const uint8_t *map, size_t bytes)
{
    CacheHeader header;
    if (bytes < sizeof header + sizeof(CacheScalars)) return false;
    memcpy(&header, map, sizeof header);
    if (memcmp(header.magic, "CMLAYER", 8) != 0 || header.version != CACHE_VERSION || header.file_bytes != bytes) return false;
    const uint64_t table_bytes = (uint64_t)header.section_count * sizeof(CacheSection);
    if (header.data_at > bytes || header.data_at < sizeof header + sizeof(CacheScalars) + table_bytes) return false;
    uint8_t *head = malloc(header.data_at);
    if (!head) return false;
    memcpy(head, map, header.data_at);
    CacheHeader zeroed = header;
    zeroed.checksum_head = zeroed.checksum_data = 0;
    memcpy(head, &zeroed, sizeof zeroed);
    const bool ok = checksum(head, header.data_at) == header.checksum_head;
    free(head);
    return ok && checksum_data(map + header.data_at, bytes - header.data_at) == header.checksum_data;
}

static void *section(uint8_t *map, const CacheSection *table, int i)
{
    return table[i].bytes > 0 ? map + table[i].at : NULL;
}

static bool point_into(GeoLayer *l, uint8_t *map, const char *key)
{
    CacheScalars s;
    CacheHeader header;
    memcpy(&header, map, sizeof header);
    memcpy(&s, map + sizeof header, sizeof s);
    const CacheSection *table = (const CacheSection *)(map + sizeof header + sizeof s);
    if (header.section_count != SECTIONS_FIXED + s.column_count * SECTIONS_COLUMN) return false;
    if (!str_equal(section(map, table, 0), key)) return false;
    l->columns = calloc((size_t)s.column_count + 1, sizeof *l->columns);
    if (!l->columns) return false;
    l->kind = (GeoGeometryKind)s.kind;
    l->datum = (GeoDatum)s.datum;
    l->extent = s.extent;
    l->z_min_m = s.z_min_m;
    l->z_max_m = s.z_max_m;
    l->lon0_deg = s.lon0_deg;
    l->lat0_deg = s.lat0_deg;
    l->step_deg = s.step_deg;
    l->source_feature_count = s.source_feature_count;
    l->has_z = s.has_z;
    l->feature_count = s.feature_count;
    l->part_count = s.part_count;
    l->vertex_count = s.vertex_count;
    l->node_count = s.node_count;
    l->tile_count = (int)s.tile_count;
    l->column_count = (int)s.column_count;
    memcpy(l->problems, s.problems, sizeof l->problems);
    int i = 1;
    l->name = section(map, table, i++);
    l->crs_name = section(map, table, i++);
    l->attribution = section(map, table, i++);
    l->fid = section(map, table, i++);
    l->feature_part = section(map, table, i++);
    l->part_vertex = section(map, table, i++);
    l->part_kind = section(map, table, i++);
    l->xy = section(map, table, i++);
    l->z = section(map, table, i++);
    l->box = section(map, table, i++);
    l->nodes = section(map, table, i++);
    l->tiles = section(map, table, i++);
    const CacheColumn *records = section(map, table, i++);
    for (int c = 0; c < l->column_count; c++) {
        GeoColumn *col = &l->columns[c];
        col->type = (GeoFieldType)records[c].type;
        col->value_count = records[c].value_count;
        col->min = records[c].min;
        col->max = records[c].max;
        col->name = section(map, table, i++);
        col->valid = section(map, table, i++);
        col->i32 = section(map, table, i++);
        col->i64 = section(map, table, i++);
        col->f64 = section(map, table, i++);
        col->code = section(map, table, i++);
        col->text_at = section(map, table, i++);
        col->text = section(map, table, i++);
    }
    return true;
}

GeoLayer *geo_layer_cache_read(const GeoLayerDesc *desc)
{
    char *key = make_key(desc), *folder = key ? layer_folder() : NULL, *path = folder ? cache_path(folder, key) : NULL;
    GeoLayer *l = NULL;
    uint8_t *map = MAP_FAILED;
    size_t bytes = 0;
    const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size <= 0) goto done;
    bytes = (size_t)st.st_size;
    map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED) goto done;
    l = calloc(1, sizeof *l);
    if (!l || !is_sound(map, bytes)) goto damaged;
    l->mapping = map;
    l->mapping_bytes = bytes;
    l->is_from_cache = true;
    l->source = str_copy(desc->source);
    if (!l->source || !point_into(l, map, key)) goto damaged;
    l->resident_bytes = bytes;
    futimens(fd, NULL); // used now: the last to be evicted
    goto done;
damaged:
    log_print(LOG_INFO, "layer cache %s is damaged or of another version; it is made anew", path);
    if (l) {
        l->mapping = NULL;
        free(l->columns);
        free(l->source);
        free(l);
        l = NULL;
    }
    munmap(map, bytes);
done:
    if (fd >= 0) close(fd);
    free(key);
    free(folder);
    free(path);
    return l;
}
