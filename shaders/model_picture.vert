// model_picture.vert - model.vert with texture coordinates.
#define PICTURE 1
#include "model.vert"
