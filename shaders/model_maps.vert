// model_maps.vert - model.vert with pictures of the normal, metal, occlusion and own light.
#define PICTURE 1
#define MAPS 1
#include "model.vert"
