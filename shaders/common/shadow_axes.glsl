// shadow_axes.glsl - points and directions in the axes of the key light: x, y, towards it.
vec3 shadow_turn(vec3 v)
{
    return vec3(dot(view.shadow_axes[0].xyz, v), dot(view.shadow_axes[1].xyz, v), dot(view.shadow_axes[2].xyz, v));
}
