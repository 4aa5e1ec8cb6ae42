// SPDX-License-Identifier: Apache-2.0
// asset_search.c - a search box over a model, and all objects like one.
// Method: each text of the model is compared with the words once, whoever uses it; objects then
// join the bits of their texts.
#include "assets/asset_query.h"
#include "assets/asset_type.h"
#include "base/array.h"
#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SEARCH_WORDS_MAX = 8, SEARCH_BYTES_MAX = 512, SEARCH_GUID_MIN = 5 };
enum {
    SCORE_GUID_WHOLE = 100,
    SCORE_NAME_WHOLE = 95,
    SCORE_NAME_START = 90,
    SCORE_NAME_WORD = 80,
    SCORE_NAME_PART = 70,
    SCORE_TAG = 60,
    SCORE_GUID_PART = 55,
    SCORE_TYPE_NAME = 50,
    SCORE_TYPE = 45,
    SCORE_MATERIAL = 40,
    SCORE_CLASSIFICATION = 35,
    SCORE_PROPERTY = 30,
    SCORE_STOREY = 20,
    SCORE_COUNT = SCORE_GUID_WHOLE + 1
};

typedef struct {
    const Asset *asset;
    const IfcModel *ifc;
    char whole[SEARCH_BYTES_MAX]; // folded, single spaces
    char words[SEARCH_WORDS_MAX][SEARCH_BYTES_MAX];
    int word_count;
    uint8_t all;       // bits of all words
    uint8_t guid_bits; // words that may be of a GlobalId
    uint8_t *pool;     // bits by offset of a text
    uint8_t *sets, *materials, *classes;
    uint8_t types[IFC_TYPE_COUNT];
    char *buffer;
    size_t cap;
} Search;

static bool search_words(Search *s, const char *text)
{
    char folded[SEARCH_BYTES_MAX];
    str_fold(folded, sizeof folded, text);
    size_t length = 0;
    char *rest = NULL;
    for (char *word = strtok_r(folded, " \t\r\n", &rest); word && s->word_count < SEARCH_WORDS_MAX;
         word = strtok_r(NULL, " \t\r\n", &rest)) {
        const size_t bytes = strlen(word);
        if (length) s->whole[length++] = ' ';
        memcpy(s->whole + length, word, bytes + 1);
        length += bytes;
        if (bytes >= SEARCH_GUID_MIN && bytes <= 22 &&
            strspn(word, "0123456789abcdefghijklmnopqrstuvwxyz_$") == bytes)
            s->guid_bits |= (uint8_t)(1 << s->word_count);
        memcpy(s->words[s->word_count++], word, bytes + 1);
    }
    s->all = (uint8_t)((1 << s->word_count) - 1);
    return s->word_count > 0;
}

static uint8_t search_bits(Search *s, const char *text)
{
    const size_t need = strlen(text) + 1;
    if (need == 1 || !array_reserve_large((void **)&s->buffer, &s->cap, need, 1)) return 0;
    str_fold(s->buffer, need, text);
    uint8_t bits = 0;
    for (int i = 0; i < s->word_count; i++)
        bits |= (uint8_t)((strstr(s->buffer, s->words[i]) != NULL) << i);
    return bits;
}

static bool search_pool(Search *s)
{
    const IfcModel *m = s->ifc;
    s->pool = calloc(m->pool_length + 1, 1);
    s->sets = calloc((size_t)m->sets.count + 1, 1);
    s->materials = calloc((size_t)m->material_count + 1, 1);
    s->classes = calloc((size_t)m->objects.count + 1, 1);
    if (!s->pool || !s->sets || !s->materials || !s->classes) return false;
    for (size_t at = 1; at < m->pool_length; at += strlen(m->pool + at) + 1)
        s->pool[at] = search_bits(s, m->pool + at);
    for (int p = 0; p < m->properties.count; p++)
        s->sets[m->properties.sets[p]] |= s->pool[m->properties.texts[p]];
    for (int i = 0; i < m->material_count; i++) {
        const IfcMaterial *material = &m->materials[i];
        s->materials[i] = s->pool[material->name];
        for (int k = 0; k < material->part_count; k++)
            s->materials[i] |= s->pool[m->material_parts[material->first_part + k].name];
    }
    for (int i = 0; i < m->classified_count; i++) {
        const IfcClassification *c = &m->classifications[m->classified_as[i]];
        s->classes[m->classified_objects[i]] |= s->pool[c->code] | s->pool[c->name];
    }
    for (int type = 1; type < IFC_TYPE_COUNT; type++)
        s->types[type] = search_bits(s, ifc_schema_type_name((IfcType)type)) |
                         search_bits(s, asset_type_zh(&m->schema, (IfcType)type));
    for (int i = 0; i < s->word_count; i++) {
        // Words of people for a type: 房间 is a space.
        const IfcType named =
            (unsigned char)s->words[i][0] >= 0x80 ? asset_type_named(s->words[i]) : IFC_TYPE_NONE;
        for (int type = 1; type < IFC_TYPE_COUNT && named; type++)
            if (ifc_schema_is(&m->schema, (IfcType)type, named))
                s->types[type] |= (uint8_t)(1 << i);
    }
    return true;
}

static uint8_t search_set_bits(const Search *s, int object)
{
    const IfcPropertySets *sets = &s->ifc->sets;
    uint8_t bits = 0;
    if (object < 0) return 0;
    for (int32_t i = sets->set_starts[object]; i < sets->set_starts[object + 1]; i++)
        bits |= s->sets[sets->sets[i]];
    return bits;
}

// A bit set is a word found; score says where the best one was.
typedef struct {
    uint8_t bits;
    int score;
} Finding;

static void finding_add(Finding *f, uint8_t bits, int score)
{
    f->bits |= bits;
    if (bits && score > f->score) f->score = score;
}

static int search_name_score(Search *s, const char *name)
{
    const size_t need = strlen(name) + 1;
    if (!array_reserve_large((void **)&s->buffer, &s->cap, need, 1)) return SCORE_NAME_PART;
    str_fold(s->buffer, need, name);
    if (strcmp(s->buffer, s->whole) == 0) return SCORE_NAME_WHOLE;
    const char *at = strstr(s->buffer, s->whole);
    if (at == s->buffer) return SCORE_NAME_START;
    for (; at; at = strstr(at + 1, s->whole)) {
        if (strchr(" _-:./()", at[-1])) return SCORE_NAME_WORD;
    }
    return SCORE_NAME_PART;
}

static void search_guid(Search *s, int object, Finding *f)
{
    const StepText own = ifc_model_guid_text(s->ifc, object);
    for (int i = 0; i < s->word_count; i++) {
        if (!(s->guid_bits >> i & 1)) continue;
        const char *word = s->words[i];
        const uint32_t length = (uint32_t)strlen(word);
        for (uint32_t at = 0; at + length <= own.length; at++) {
            // The words are small letters.
            const char first = own.text[at];
            if ((first >= 'A' && first <= 'Z' ? first + 32 : first) != word[0] ||
                strncasecmp(own.text + at, word, length) != 0)
                continue;
            finding_add(f, (uint8_t)(1 << i),
                        length == own.length ? SCORE_GUID_WHOLE : SCORE_GUID_PART);
            break;
        }
    }
}

static Finding search_ifc(Search *s, int object)
{
    const IfcModel *m = s->ifc;
    const IfcObjects *o = &m->objects;
    Finding f = { 0 };
    if (ifc_model_is(m, object, IFCTYPEOBJECT) ||
        ifc_model_is(m, object, IFCFEATUREELEMENTSUBTRACTION))
        return f;
    const int type = o->type_objects[object], storey = o->storeys[object];
    const uint8_t name = s->pool[o->names[object]], longer = s->pool[o->long_names[object]];
    if (name) finding_add(&f, name, search_name_score(s, ifc_model_text(m, o->names[object])));
    if (longer)
        finding_add(&f, longer, search_name_score(s, ifc_model_text(m, o->long_names[object])));
    if (s->guid_bits) search_guid(s, object, &f);
    finding_add(&f, s->pool[o->tags[object]], SCORE_TAG);
    finding_add(&f, s->pool[o->object_types[object]], SCORE_TYPE_NAME);
    if (type >= 0) finding_add(&f, s->pool[o->names[type]], SCORE_TYPE_NAME);
    finding_add(&f, s->types[o->types[object]], SCORE_TYPE);
    if (o->materials[object] >= 0)
        finding_add(&f, s->materials[o->materials[object]], SCORE_MATERIAL);
    finding_add(&f, s->classes[object] | (type >= 0 ? s->classes[type] : 0), SCORE_CLASSIFICATION);
    finding_add(&f, search_set_bits(s, object) | search_set_bits(s, type), SCORE_PROPERTY);
    if (storey >= 0 && storey != object)
        finding_add(&f, s->pool[o->names[storey]] | s->pool[o->long_names[storey]], SCORE_STOREY);
    return f;
}

static Finding search_plain(Search *s, int object)
{
    const AssetObject *o = &s->asset->objects[object];
    Finding f = { 0 };
    const uint8_t name = search_bits(s, o->name);
    if (name) finding_add(&f, name, search_name_score(s, o->name));
    finding_add(&f, search_bits(s, o->type), SCORE_TYPE);
    for (int i = 0; i < o->instance_count; i++) {
        const int row = s->asset->instances[o->first_instance + i].material;
        if (row >= 0)
            finding_add(&f, search_bits(s, s->asset->materials[row].name), SCORE_MATERIAL);
    }
    return f;
}

// The first property text that holds a word of the search.
static bool search_property(const Search *s, int object, AssetSearchHit *hit)
{
    const IfcModel *m = s->ifc;
    const IfcPropertySets *sets = &m->sets;
    if (object < 0) return false;
    for (int32_t i = sets->set_starts[object]; i < sets->set_starts[object + 1]; i++) {
        const int32_t set = sets->sets[i];
        for (int32_t p = sets->first_property[set]; p < sets->first_property[set + 1]; p++) {
            if (!s->pool[m->properties.texts[p]]) continue;
            hit->where = ifc_model_text(m, m->properties.names[p]);
            hit->matched = ifc_model_text(m, m->properties.texts[p]);
            return true;
        }
    }
    return false;
}

static void search_where(const Search *s, AssetSearchHit *hit)
{
    const IfcModel *m = s->ifc;
    const int object = hit->object, type = m ? m->objects.type_objects[object] : -1;
    hit->where = "name";
    hit->matched = m ? ifc_model_text(m, m->objects.names[object]) : s->asset->objects[object].name;
    if (hit->score == SCORE_TYPE) {
        hit->where = "type";
        hit->matched = s->asset->objects[object].type;
    }
    if (!m) return;
    switch (hit->score) {
    case SCORE_GUID_WHOLE:
    case SCORE_GUID_PART:
        hit->where = "GlobalId";
        hit->matched = "";
        break;
    case SCORE_TAG:
        hit->where = "tag";
        hit->matched = ifc_model_text(m, m->objects.tags[object]);
        break;
    case SCORE_TYPE_NAME:
        hit->where = "typename";
        hit->matched = s->pool[m->objects.object_types[object]] || type < 0
                           ? ifc_model_text(m, m->objects.object_types[object])
                           : ifc_model_text(m, m->objects.names[type]);
        break;
    case SCORE_MATERIAL:
        hit->where = "material";
        hit->matched = ifc_model_text(m, m->materials[m->objects.materials[object]].name);
        break;
    case SCORE_CLASSIFICATION: hit->where = "classification"; break;
    case SCORE_PROPERTY:
        if (!search_property(s, object, hit)) search_property(s, type, hit);
        break;
    case SCORE_STOREY:
        hit->where = "storey";
        hit->matched = ifc_model_text(m, m->objects.names[m->objects.storeys[object]]);
        break;
    default:
        if (!s->pool[m->objects.names[object]])
            hit->matched = ifc_model_text(m, m->objects.long_names[object]);
    }
}

int asset_query_search(const Asset *asset, const char *text, AssetSearchHit *out, int cap)
{
    Search *s = calloc(1, sizeof *s);
    uint8_t *scores = calloc((size_t)asset->object_count + 1, 1);
    int found = 0, starts[SCORE_COUNT + 1] = { 0 };
    if (!s || !scores) goto done;
    s->asset = asset;
    s->ifc = asset->ifc;
    if (!search_words(s, text) || (s->ifc && !search_pool(s))) goto done;
    for (int i = 0; i < asset->object_count; i++) {
        const Finding f = s->ifc ? search_ifc(s, i) : search_plain(s, i);
        if (f.bits != s->all) continue;
        scores[i] = (uint8_t)f.score;
        starts[f.score]++;
        found++;
    }
    // Best first, then in the order of rows: counts become places.
    for (int score = SCORE_COUNT - 1, at = 0; score > 0; score--) {
        const int count = starts[score];
        starts[score] = at;
        at += count;
    }
    for (int i = 0; i < asset->object_count; i++) {
        if (!scores[i]) continue;
        const int at = starts[scores[i]]++;
        if (at >= cap) continue;
        out[at] = (AssetSearchHit){ .object = i, .score = scores[i] };
        search_where(s, &out[at]);
    }
done:
    free(scores);
    if (s) {
        free(s->pool);
        free(s->sets);
        free(s->materials);
        free(s->classes);
        free(s->buffer);
    }
    free(s);
    return found;
}

// Bytes of a name without the number behind its last colon: "Wall:Brick 200:347812".
static size_t like_stem(const char *name)
{
    const char *colon = strrchr(name, ':');
    if (!colon || !colon[1] || colon[1 + strspn(colon + 1, "0123456789")]) return strlen(name);
    return (size_t)(colon - name);
}

static bool like_names(const char *a, const char *b)
{
    const size_t n = like_stem(a);
    return n == like_stem(b) && memcmp(a, b, n) == 0;
}

static bool like_ifc(const IfcModel *m, int object, int other)
{
    const IfcObjects *o = &m->objects;
    if (o->type_objects[object] >= 0) return o->type_objects[other] == o->type_objects[object];
    return o->type_objects[other] < 0 && o->types[other] == o->types[object] &&
           o->materials[other] == o->materials[object] &&
           like_names(ifc_model_text(m, o->names[object]), ifc_model_text(m, o->names[other]));
}

static bool like_plain(const Asset *asset, int object, int other)
{
    const AssetObject *a = &asset->objects[object], *b = &asset->objects[other];
    const AssetInstance *own = a->instance_count ? &asset->instances[a->first_instance] : NULL,
                        *its = b->instance_count ? &asset->instances[b->first_instance] : NULL;
    if (own && its && own->mesh == its->mesh) return true;
    return (own ? own->material : -1) == (its ? its->material : -1) &&
           strcmp(a->type, b->type) == 0 && like_names(a->name, b->name);
}

int asset_query_like(const Asset *asset, int object, uint8_t *found)
{
    int count = 0;
    for (int i = 0; i < asset->object_count; i++) {
        found[i] = i == object ||
                   (asset->ifc ? like_ifc(asset->ifc, object, i) : like_plain(asset, object, i));
        count += found[i];
    }
    return count;
}
