namespace MPruner.TorchScript.Archive;

/// <summary>Signatures, sizes and field offsets of a zip archive (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5).</summary>
internal static class ZipFormat
{
    public const uint LocalSignature = 0x04034B50;
    public const uint CentralSignature = 0x02014B50;
    public const uint EndSignature = 0x06054B50;
    public const uint Zip64EndSignature = 0x06064B50;
    public const uint Zip64LocatorSignature = 0x07064B50;
    public const uint DescriptorSignature = 0x08074B50;

    public const int LocalSize = 30;
    public const int CentralSize = 46;
    public const int EndSize = 22;
    public const int Zip64EndSize = 56;
    public const int Zip64LocatorSize = 20;
    public const int DescriptorSize = 16;

    public const int LocalNameLength = 26;
    public const int LocalExtraLength = 28;
    public const int CentralOffset = 42;

    public const ushort Encrypted = 1;
    public const ushort HasDescriptor = 8;
    public const ushort Utf8Name = 0x0800;

    /// <summary>The flags that PyTorch sets: sizes and checksum follow in a descriptor, the name is UTF-8.</summary>
    public const ushort Flags = 0x0808;

    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    public const ushort Zip64Extra = 1;

    /// <summary>The extra field 'FB', with which PyTorch pads an entry's header so that its data start at a multiple of 64.</summary>
    public const ushort PaddingExtra = 0x4246;
    public const byte PaddingByte = (byte)'Z';
    public const int Alignment = 64;
}
