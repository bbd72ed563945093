"""OpenCL: the only package that imports pyopencl, and never before somebody asks for a device."""
