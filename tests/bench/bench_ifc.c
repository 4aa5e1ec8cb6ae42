// SPDX-License-Identifier: Apache-2.0
// bench_ifc.c - bench_ifc THREADS ROUNDS FILE...: milliseconds to read and triangulate, best of the
// rounds, a line a file and the sum.
#include "assets/ifc_geometry.h"
#include "base/clock.h"
#include "base/file.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    JobPool *pool = job_pool_create(atoi(argv[1]));
    const int rounds = atoi(argv[2]);
    double sum = 0;
    long long triangles = 0;
    for (int i = 3; i < argc; i++) {
        double best = 1e9, best_model = 1e9, best_query = 1e9;
        int products = 0, properties = 0;
        long long own = 0;
        for (int round = 0; round < rounds; round++) {
            Err err = { 0 };
            const double start = clock_monotonic_s();
            IfcModel *model = ifc_model_load(argv[i], NULL, &err);
            if (!model) break;
            const double read = clock_monotonic_s() - start;
            IfcGeometry *geometry =
                ifc_geometry_create(model, &(IfcGeometryDesc){ .pool = pool }, &err);
            const double all = clock_monotonic_s() - start;
            if (all < best) best = all;
            if (read < best_model) best_model = read;
            products = geometry ? geometry->shown_count : 0;
            own = geometry ? geometry->triangle_count : 0;
            uint8_t *found = malloc((size_t)model->objects.count + 1);
            const double asked = clock_monotonic_s();
            ifc_model_query(
                model, &(IfcQuery){ .name = "IsExternal", .kind = IFC_QUERY_EQUAL, .text = "true" },
                found);
            const double answered = clock_monotonic_s() - asked;
            if (answered < best_query) best_query = answered;
            properties = model->properties.count;
            free(found);
            ifc_geometry_destroy(geometry);
            ifc_model_destroy(model);
        }
        printf("%-44s %9.2f ms, of it read %9.2f ms, %d products, %lld triangles, a question to "
               "%d properties %.2f ms\n",
               file_name(argv[i]), best * 1e3, best_model * 1e3, products, own, properties,
               best_query * 1e3);
        sum += best;
        triangles += own;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("sum_ms %.2f\ntriangles %lld\npeak_rss_mb %.0f\n", sum * 1e3, triangles,
           (double)usage.ru_maxrss / 1024);
    job_pool_destroy(pool);
    return 0;
}
