import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Transform } from "node:stream";
import { createInflateRaw, crc32 as zlibCrc32 } from "node:zlib";
import type { ByteStream } from "../base/bytes.ts";
import { DeskError } from "../base/errors.ts";
import { hostPath } from "./host.ts";
