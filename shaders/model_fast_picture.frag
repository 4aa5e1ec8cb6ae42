// model_fast_picture.frag - model_fast.frag with a picture on it.
#define PICTURE 1
#include "model_fast.frag"
