// model_picture.frag - model.frag with a picture on it.
#define PICTURE 1
#include "model.frag"
