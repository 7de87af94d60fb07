# Wrong use is told apart from bad input, with the same exit status.
=== run bpfweld
bpfweld 0.1.0: links BPF objects and checks them for the kernels they go to, offline

usage: bpfweld VERB [OPTION...] ARGUMENT...

  build      compile, link, check and verify; write the object and a loader
  compile    compile one file to a BPF object
  link       link objects into one: files, archives, objects in programs, IR
  check      check the maps of an object against kernels
  normalize  write the map attributes that loaders would choose into the object
  verify     check the programs of an object against kernels
  loader     make a static executable that loads and attaches the object
  show       show what is in an object, an archive or a program
  map        would this kernel create this map?
  target     the kernels bpfweld knows, and those whose files you have
  explain    what a finding means, why, and how to fix it

bpfweld VERB --help tells more. Exit status: 0 clean, 1 findings of error severity,
2 unusable input or usage, 3 internal error.
=== exit 2
=== run bpfweld frobnicate x.o
bpfweld: there is no verb 'frobnicate'; see bpfweld --help
=== exit 2
=== run bpfweld link a.o
error[RUN010]: 'link' needs -o FILE
  --> (command line)
  = rule: The verb writes a file and must be told which.
  = fix: Add -o FILE.

1 error, 0 warnings
=== exit 2
=== run bpfweld link -o out.o
error[RUN009]: 'link' has no input
  --> (command line)
  = rule: The verb needs at least one input.
  = fix: Name the files behind the options.

1 error, 0 warnings
=== exit 2
=== run bpfweld link --target x -o out.o a.o
link: unrecognized option '--target'
see: bpfweld link --help
=== exit 2
=== run bpfweld explain NOPE1
error[RUN008]: there is no finding 'NOPE1'
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

1 error, 0 warnings
=== exit 2
=== run bpfweld target show linux-9.9/x86_64
error[TGT001]: there is no target named 'linux-9.9/x86_64'
  --> (command line)
  = rule: A target is a built-in name such as linux-6.12/aarch64, the word host, or the path of
          a YAML file.
  = fix: Near names: linux-5.10/x86_64, linux-5.15/x86_64, linux-6.1/x86_64, linux-6.6/x86_64,
         linux-6.12/x86_64, linux-6.18/x86_64.

1 error, 0 warnings
=== exit 2
