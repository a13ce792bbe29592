global using MPruner.Core;
