"""Convolutional fixtures and torchvision's own models at toy width."""
import torch
import torchvision
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.models import mobilenetv3
from torchvision.models.efficientnet import MBConv, MBConvConfig
from torchvision.models.mobilenetv2 import InvertedResidual
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet
from torchvision.models.vision_transformer import VisionTransformer

from fixture import Fixture, chain, fixture, images


class TinyResNet(ResNet):
    """torchvision's ResNet with its own blocks and forward, 4 to 12 channels."""

    def __init__(self, block, layers):
        super().__init__(block, layers)
        self.inplanes = 4
        self.conv1 = nn.Conv2d(3, 4, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.layer1 = self._make_layer(block, 4, layers[0])
        self.layer2 = self._make_layer(block, 6, layers[1], stride=2)
        self.layer3 = self._make_layer(block, 8, layers[2], stride=2)
        self.layer4 = self._make_layer(block, 12, layers[3], stride=2)
        self.fc = nn.Linear(12 * block.expansion, 5)


def resnet_chain(layers: list[int], first_kept: bool) -> dict[str, bool]:
    """Every stage hands on to the next; a block with a projection changes the shape."""
    return {f"layer{stage}.{i}": i > 0 or stage == 1 and not first_kept
            for stage, count in enumerate(layers, 1) for i in range(count)}


@fixture
def resnet_basic() -> Fixture:
    return Fixture("torchvision ResNet of BasicBlocks; stages hand on to each other, projections change the shape",
                   TinyResNet(BasicBlock, [2, 2, 2, 2]), images(3, 32), [resnet_chain([2, 2, 2, 2], False)])


@fixture
def resnet_bottleneck() -> Fixture:
    return Fixture("torchvision ResNet of Bottlenecks; the first block of every stage projects",
                   TinyResNet(Bottleneck, [2, 2, 1, 1]), images(3, 32), [resnet_chain([2, 2, 1, 1], True)])


@fixture
def vit() -> Fixture:
    model = VisionTransformer(image_size=16, patch_size=4, num_layers=4, num_heads=2, hidden_dim=16, mlp_dim=32, num_classes=5)
    nn.init.normal_(model.heads.head.weight)
    return Fixture("torchvision VisionTransformer: blocks in a Sequential inside an Encoder, a class token, multi-head attention",
                   model, images(3, 16), [chain("encoder.layers.encoder_layer_{}", 4)])


@fixture
def mobilenet() -> Fixture:
    blocks = [InvertedResidual(4, 4, 1, 1), InvertedResidual(4, 6, 2, 2), InvertedResidual(6, 6, 1, 2),
              InvertedResidual(6, 6, 1, 2), InvertedResidual(6, 8, 2, 2), InvertedResidual(8, 8, 1, 2)]
    model = nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU6(), *blocks,
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
    return Fixture("MobileNetV2's InvertedResiduals: nested Sequentials, depthwise convolutions, an if on an attribute",
                   model, lambda n: {"input": torch.randn(n, 3, 16, 16)},
                   [{"3": True, "4": False, "5": True, "6": True, "7": False, "8": True}])


class ResidualBlock(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(out)) + x)


class ResidualCnn(nn.Module):
    def __init__(self, blocks: int):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.stage1 = nn.Sequential(*[ResidualBlock(4) for _ in range(blocks)])
        self.down = nn.Sequential(nn.Conv2d(4, 6, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU())
        self.stage2 = nn.Sequential(*[ResidualBlock(6) for _ in range(blocks)])
        self.head = nn.Linear(6, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = (images.float() / 255 - 0.286) / 0.353
        x = self.stage2(self.down(self.stage1(self.stem(x))))
        return self.head(x.mean([2, 3]))


@fixture
def residual_cnn() -> Fixture:
    return Fixture("the sample classifier at toy size: uint8 images, two stages whose scripted blocks share classes",
                   ResidualCnn(3), lambda n: {"images": torch.randint(0, 256, (n, 1, 12, 12), dtype=torch.uint8)},
                   [chain("stage1.{}", 3), chain("stage2.{}", 3)])


class SharedStages(nn.Module):
    """Both stages have children of the same types, so TorchScript gives them one Sequential class."""

    def __init__(self):
        super().__init__()
        self.stage1 = nn.Sequential(*[ResidualBlock(4) for _ in range(3)])
        self.mix = nn.Conv2d(4, 4, 1)
        self.stage2 = nn.Sequential(*[ResidualBlock(4) for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        return self.stage2(self.mix(self.stage1(x)))


@fixture
def shared_stages() -> Fixture:
    return Fixture("two stages that share one scripted Sequential class, another module between them",
                   SharedStages(), images(4, 6), [chain("stage1.{}", 3), chain("stage2.{}", 3)])


@fixture
def nested_stages() -> Fixture:
    stage = lambda: nn.Sequential(*[ResidualBlock(4) for _ in range(2)])
    model = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Sequential(stage(), stage()), nn.Flatten(), nn.Linear(144, 3))
    return Fixture("Sequentials inside a Sequential hand the stream on; scripted, the inner two share one class",
                   model, lambda n: {"input": torch.randn(n, 3, 6, 6)},
                   [{"1.0.0": True, "1.0.1": True, "1.1.0": True, "1.1.1": True}])


# What tests write on the fly; no file of theirs is committed.

def resnet18() -> Fixture:
    return Fixture("torchvision resnet18", torchvision.models.resnet18(), images(3, 64), [resnet_chain([2, 2, 2, 2], False)])


def resnet50() -> Fixture:
    return Fixture("torchvision resnet50", torchvision.models.resnet50(), images(3, 64), [resnet_chain([3, 4, 6, 3], True)])


def vit_small() -> Fixture:
    model = VisionTransformer(image_size=64, patch_size=16, num_layers=6, num_heads=4, hidden_dim=128, mlp_dim=256, num_classes=10)
    nn.init.normal_(model.heads.head.weight)
    return Fixture("torchvision VisionTransformer, 6 layers", model, images(3, 64), [chain("encoder.layers.encoder_layer_{}", 6)])


def mobilenet_v3() -> Fixture:
    def block(stride: int, activation: str) -> nn.Module:
        config = mobilenetv3.InvertedResidualConfig(8, 5, 24, 8, True, activation, stride, 1, 1.0)
        return mobilenetv3.InvertedResidual(config, nn.BatchNorm2d)

    model = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), block(1, "RE"), block(1, "HS"), block(2, "HS"), block(1, "HS"),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
    return Fixture("MobileNetV3's InvertedResiduals: squeeze-excitation behind the depthwise convolution",
                   model, lambda n: {"input": torch.randn(n, 3, 16, 16)}, [{"1": True, "2": True, "3": False, "4": True}])


def efficientnet() -> Fixture:
    def block() -> nn.Module:
        return MBConv(MBConvConfig(3, 3, 1, 8, 8, 1), 0.1, nn.BatchNorm2d)

    model = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), block(), block(), block(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
    return Fixture("EfficientNet's MBConvs: squeeze-excitation, stochastic depth", model, lambda n: {"input": torch.randn(n, 3, 16, 16)},
                   [{"1": True, "2": True, "3": True}])


class SqueezingBlock(nn.Module):
    """Squeeze-excitation by a mean, of what the second convolution reads; the factors' first layer has as many channels as its second."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(6, 12, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(12)
        self.squeeze = nn.Conv2d(12, 12, 1)
        self.excite = nn.Conv2d(12, 12, 1)
        self.conv2 = nn.Conv2d(12, 6, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu(self.bn1(self.conv1(x)))
        factors = self.excite(F.silu(self.squeeze(inner.mean([2, 3], keepdim=True)))).sigmoid()
        return x + self.conv2(inner * factors)


def squeezing_cnn() -> Fixture:
    model = nn.Sequential(nn.Conv2d(3, 6, 3), *(SqueezingBlock() for _ in range(3)), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 5))
    return Fixture("squeeze-excitation by means", model, lambda n: {"input": torch.randn(n, 3, 10, 10)},
                   [{"1": True, "2": True, "3": True}])


class LinearSqueeze(nn.Module):
    """Squeeze-excitation by linear layers, as it was published first: means become vectors, and factors maps of one position."""

    def __init__(self):
        super().__init__()
        self.squeeze, self.excite = nn.Linear(12, 4), nn.Linear(4, 12)

    def forward(self, x: Tensor) -> Tensor:
        n, channels, _, _ = x.size()
        factors = self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(x, 1).view(n, channels)))).sigmoid()
        return x * factors.view(n, channels, 1, 1).expand_as(x)


class MeanSqueeze(LinearSqueeze):
    def forward(self, x: Tensor) -> Tensor:
        factors = torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean([2, 3])))))
        return x * factors.unsqueeze(-1).unsqueeze(-1)


class NumberedSqueeze(LinearSqueeze):
    """The number of channels is in the code."""

    def forward(self, x: Tensor) -> Tensor:
        factors = self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(x, 1).view(-1, 12)))).sigmoid()
        return x * factors.view(-1, 12, 1, 1)


class LinearSqueezingBlock(nn.Module):
    def __init__(self, squeeze: nn.Module):
        super().__init__()
        self.conv1, self.conv2, self.squeeze = nn.Conv2d(6, 12, 3, padding=1), nn.Conv2d(12, 6, 3, padding=1), squeeze

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(self.squeeze(F.relu(self.conv1(x))))


def linear_squeezing_cnn(squeezes=(LinearSqueeze, LinearSqueeze, MeanSqueeze)) -> Fixture:
    blocks = (LinearSqueezingBlock(squeeze()) for squeeze in squeezes)
    model = nn.Sequential(nn.Conv2d(3, 6, 3), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 5))
    return Fixture("squeeze-excitation by linear layers", model, lambda n: {"input": torch.randn(n, 3, 10, 10)},
                   [{"1": True, "2": True, "3": True}])


def numbered_squeezing_cnn() -> Fixture:
    return linear_squeezing_cnn((NumberedSqueeze, NumberedSqueeze, NumberedSqueeze))


ON_THE_FLY = {build.__name__: build for build in
              (resnet18, resnet50, vit_small, mobilenet_v3, efficientnet, squeezing_cnn, linear_squeezing_cnn, numbered_squeezing_cnn)}


class NarrowBlock(nn.Module):
    """Convolves 24 channels to 19 and back: no multiples of 16."""

    def __init__(self):
        super().__init__()
        self.narrow = nn.Conv2d(24, 19, 3, padding=1)
        self.wide = nn.Conv2d(19, 24, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.wide(F.relu(self.narrow(x)))


@fixture
def narrow_convolutions() -> Fixture:
    model = nn.Sequential(nn.Conv2d(1, 24, 3, padding=1), nn.Sequential(*[NarrowBlock() for _ in range(3)]),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 5))
    return Fixture("convolutions of widths that are no multiples of 16", model, lambda n: {"input": torch.randn(n, 1, 28, 28)},
                   [chain("1.{}", 3)])
