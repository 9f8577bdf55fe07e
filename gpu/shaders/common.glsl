// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by every shader: the workgroup size, and the values of the step.
#ifndef COMMON_GLSL
#define COMMON_GLSL

layout(local_size_x_id = 0) in;
layout(constant_id = 0) const uint LANES = 64;

#define lane gl_LocalInvocationID.x

/// Workgroups beyond the limit of one axis continue in the second. The number counts those of a part of a cut dispatch only;
/// such parts are cut along the second axis, or along the first where there is one axis only.
uint workgroup() { return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x; }
uint invocation() { return workgroup() * LANES + lane; }

/// Values of the step, written by the host: commit, then (count, position, slot, planned) of each sequence.
#define STEP_BUFFER(at)                                                                                                 \
  layout(binding = at) readonly buffer Step {                                                                           \
    uvec4 head;                                                                                                         \
    uvec4 rows[];                                                                                                       \
  } now;
#define COMMIT (now.head.x != 0)
#define COUNT(b) now.rows[b].x
#define POSITION(b) now.rows[b].y
#define SLOT(b) now.rows[b].z

/// Offset of row `row` of a view whose leading axes were merged to four (outermost first, unused ones of extent 1).
uint strided(uint row, uint e1, uint e2, uint e3, uint s0, uint s1, uint s2, uint s3) {
  uint at = (row % e3) * s3;
  row /= e3;
  at += (row % e2) * s2;
  row /= e2;
  at += (row % e1) * s1;
  return at + (row / e1) * s0;
}

#endif
