/* What a directory lies on. LMDB wants a local file system that keeps its promises at a flush:
 * names it as suitable only when it is known to. */
#include <sys/vfs.h>

#include <linux/magic.h>

#include "base/invariant.h"
#include "store/store.h"

#define XFS_MAGIC 0x58465342
#define ZFS_MAGIC 0x2fc12fc1
#define VFAT_MAGIC 0x4d44

static const struct known {
    uint64_t type;
    const char *name;
    bool suitable;
} known_kinds[] = {
    { EXT4_SUPER_MAGIC, "ext4", true },      /* ext2 and ext3 carry the same number */
    { XFS_MAGIC, "xfs", true },
    { BTRFS_SUPER_MAGIC, "btrfs", true },
    { F2FS_SUPER_MAGIC, "f2fs", true },
    { ZFS_MAGIC, "zfs", true },
    { TMPFS_MAGIC, "tmpfs", false },
    { RAMFS_MAGIC, "ramfs", false },
    { OVERLAYFS_SUPER_MAGIC, "overlay", false },
    { NFS_SUPER_MAGIC, "nfs", false },
    { FUSE_SUPER_MAGIC, "fuse", false },
    { SMB_SUPER_MAGIC, "smb", false },
    { CIFS_SUPER_MAGIC, "cifs", false },
    { SMB2_SUPER_MAGIC, "smb2", false },
    { V9FS_MAGIC, "9p", false },
    { CEPH_SUPER_MAGIC, "ceph", false },
    { VFAT_MAGIC, "vfat", false },
};

const char *store_file_system(const char *dir, bool *ret_suitable)
{
    struct statfs fs;

    must(dir != NULL);
    must(ret_suitable != NULL);
    *ret_suitable = false;
    if (statfs(dir, &fs) != 0)
        return "unreadable";
    for (size_t i = 0; i < sizeof(known_kinds) / sizeof(known_kinds[0]); i++) {
        if (known_kinds[i].type == ((uint64_t)fs.f_type & UINT32_MAX)) {
            *ret_suitable = known_kinds[i].suitable;
            return known_kinds[i].name;
        }
    }
    return "unknown";
}
