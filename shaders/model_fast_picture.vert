// model_fast_picture.vert - model_fast.vert with texture coordinates.
#define PICTURE 1
#include "model_fast.vert"
