// model_maps.frag - model.frag with pictures of the normal, metal, occlusion and own light.
#define PICTURE 1
#define MAPS 1
#include "model.frag"
