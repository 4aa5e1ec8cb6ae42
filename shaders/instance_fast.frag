// instance_fast.frag - SOFTWARE quality: what the vertices say. Out: display colour.
in vec4 v_rgba;
layout(location = 0) out vec4 out_rgba;

void main()
{
    out_rgba = v_rgba;
}
