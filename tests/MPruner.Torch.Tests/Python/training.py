"""Models to train, and what Python's training makes of them; the tests do the same in .NET and compare the bits."""
import math
from typing import Tuple

import torch
import torch.nn.functional as F
from torch import nn, Tensor
from torch.optim import AdamW

EPOCHS, BATCHES, SIZE = 3, 4, 16


class Residual(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.norm(self.conv(x)))


class Cnn(nn.Module):
    """Scripted: BatchNorm and dropout know the training mode."""

    def __init__(self, blocks: int):
        super().__init__()
        self.stem = nn.Conv2d(1, 6, 3, padding=1)
        self.first = Residual(6)
        self.blocks = nn.Sequential(*[Residual(6) for _ in range(blocks - 1)])
        self.dropout = nn.Dropout(0.25)
        self.head = nn.Linear(6, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.boundaries(x)[0]

    @torch.jit.export
    def boundaries(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        first = self.first(self.stem(x))
        last = self.blocks(first)
        return self.head(self.dropout(last.mean(dim=(2, 3)))), first, last


class Layer(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(self.norm1(x)).chunk(3, dim=-1)
        weights = torch.softmax(q @ k.transpose(-2, -1) * 0.35, dim=-1)
        x = x + self.out(weights @ v)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Tagger(nn.Module):
    """Traced: one class for each token."""

    def __init__(self, layers: int):
        super().__init__()
        self.tokens = nn.Embedding(30, 8)
        self.layers = nn.ModuleList([Layer(8) for _ in range(layers)])
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 4)

    def forward(self, tokens: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        x = first = self.layers[0](self.tokens(tokens))
        for layer in self.layers[1:]:
            x = layer(x)
        return self.head(self.norm(x)), first, x


class Folded(nn.Module):
    """Its code holds a tensor that libtorch folds to a constant when it first runs; and one weight has two names."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(64, 64, bias=False)
        self.outer = nn.Linear(64, 64, bias=False)
        self.outer.weight = self.inner.weight
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        halves = torch.full([64], 0.5)
        return self.head(torch.tanh(self.outer(self.inner(x.flatten(1) * halves)) * halves))


class Probabilities(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.head(x.flatten(1)), dim=1)


class Exploding(nn.Module):
    """In training mode its seventh call, in the second epoch, divides by zero."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        y = self.head(x.flatten(1))
        if self.training:
            self.calls.add_(1)
            y = y / (self.calls < 7).float()
        return y


class Refused(nn.Module):
    """Overwrites what autograd still needs."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.exp(self.head(x.flatten(1)))
        y.mul_(2.0)
        return y


class Nothing(nn.Module):
    """Its output does not depend on a weight."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(x.flatten(1)).detach()


def cross_entropy(outputs, labels, teacher):
    return F.cross_entropy(outputs, labels)


def token_cross_entropy(outputs, labels, teacher):
    return F.cross_entropy(outputs[0].reshape(-1, 4), labels.reshape(-1), ignore_index=-100)


def probability_cross_entropy(outputs, labels, teacher):
    return F.nll_loss(F.log_softmax(torch.log(outputs), dim=1), labels)


def relative(student, teacher):
    return (student - teacher).pow(2).sum() / teacher.pow(2).sum()


def divergence(student, teacher, temperature):
    student, teacher = F.log_softmax(student / temperature, dim=1), F.log_softmax(teacher / temperature, dim=1)
    return F.kl_div(student, teacher, reduction="batchmean", log_target=True) * (temperature * temperature)


def distillation(outputs, labels, teacher):
    return divergence(outputs[0], teacher[0], 3.0).add(relative(outputs[1], teacher[1]) + relative(outputs[2], teacher[2]), alpha=0.25)


def token_distillation(outputs, labels, teacher):
    return relative(outputs[0], teacher[0]).add(relative(outputs[1], teacher[1]) + relative(outputs[2], teacher[2]), alpha=0.25)


def rate(step, steps, height, warm_up):
    climb = math.ceil(warm_up * steps)
    if step < climb:
        return height * (step + 1) / climb
    return height * 0.5 * (1 + math.cos(math.pi * (step - climb) / (steps - climb)))


def rows(epoch, batch):
    start = (epoch + batch) % BATCHES * SIZE
    return slice(start, start + SIZE)


def state(model):
    """All tensors, a shared one under each of its names."""
    for path, module in model.named_modules(remove_duplicate=False):
        for name, tensor in list(module.named_parameters(recurse=False)) + list(module.named_buffers(recurse=False)):
            yield f"{path}.{name}" if path else name, tensor


class Run:
    def __init__(self, folder, name, student, inputs, labels, loss, teacher=None, method="forward", trained=None):
        self.folder, self.name, self.inputs, self.labels, self.loss, self.method, self.trained = folder, name, inputs, labels, loss, method, trained
        self.student = torch.jit.load(f"{folder}/{student}")
        self.teacher = torch.jit.load(f"{folder}/{teacher}").eval() if teacher else None

    def judge(self, epoch):
        """The output after an epoch, and all tensors."""
        self.student.eval()
        with torch.no_grad():
            output = self.student(self.inputs[rows(0, 0)])
        write(f"{self.folder}/{self.name}.{epoch}.output.bin", output if torch.is_tensor(output) else output[0])
        for name, tensor in state(self.student):
            write(f"{self.folder}/{self.name}.{epoch}.{name}.bin", tensor)

    def run(self):
        parameters = list(self.student.parameters())
        if self.trained is not None:
            for name, parameter in self.student.named_parameters():
                parameter.requires_grad_(name in self.trained)
            parameters = [parameter for parameter in parameters if parameter.requires_grad]
        optimizer = AdamW(parameters, lr=0.02, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05)
        torch.manual_seed(7)
        self.judge(0)
        for epoch in range(1, EPOCHS + 1):
            self.student.train(self.trained is None)
            for batch in range(BATCHES):
                self.step(parameters, optimizer, epoch, batch)
            self.judge(epoch)

    def step(self, parameters, optimizer, epoch, batch):
        optimizer.zero_grad()
        inputs, labels = self.inputs[rows(epoch, batch)], self.labels[rows(epoch, batch)]
        outputs, targets = getattr(self.student, self.method)(inputs), None
        if self.teacher is not None:
            with torch.no_grad():
                targets = getattr(self.teacher, self.method)(inputs)
        self.loss(outputs, labels, targets).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 0.5)
        for group in optimizer.param_groups:
            group["lr"] = rate((epoch - 1) * BATCHES + batch, EPOCHS * BATCHES, 0.02, 0.2)
        optimizer.step()


def statistics(folder, images):
    model = torch.jit.load(f"{folder}/cnn.pt").train()
    torch.manual_seed(7)
    moments = []
    with torch.no_grad():
        for index in range(10):
            model(images[rows(index // BATCHES + 1, index % BATCHES)])
            moments.append({name: tensor.clone() for name, tensor in model.named_buffers()})
    for name, tensor in model.named_buffers():
        if tensor.is_floating_point():
            tensor.copy_(sum(moment[name].double() for moment in moments[4:]) / 6)
    for name, tensor in state(model):
        write(f"{folder}/statistics.{name}.bin", tensor)


def write(path, tensor):
    with open(path, "wb") as output:
        output.write(tensor.detach().contiguous().numpy().tobytes())


def main(folder):
    torch.manual_seed(3)
    images, labels = torch.rand(BATCHES * SIZE, 1, 8, 8) - 0.5, torch.randint(5, (BATCHES * SIZE,))
    tokens, tags = torch.randint(30, (BATCHES * SIZE, 6)), torch.randint(4, (BATCHES * SIZE, 6))
    tags[torch.rand(tags.shape) < 0.2] = -100
    for name, tensor in (("images", images), ("labels", labels), ("tokens", tokens), ("tags", tags)):
        write(f"{folder}/{name}.bin", tensor)

    torch.jit.script(Cnn(2)).save(f"{folder}/cnn.pt")
    torch.jit.script(Cnn(4)).save(f"{folder}/cnn_teacher.pt")
    torch.jit.trace(Tagger(2).eval(), tokens[:2]).save(f"{folder}/tagger.pt")
    torch.jit.trace(Tagger(4).eval(), tokens[:2]).save(f"{folder}/tagger_teacher.pt")
    torch.jit.script(Folded()).save(f"{folder}/folded.pt")
    torch.jit.script(Folded().requires_grad_(False)).save(f"{folder}/flagless.pt")
    torch.jit.script(Probabilities()).save(f"{folder}/probabilities.pt")
    torch.jit.script(Exploding()).save(f"{folder}/exploding.pt")
    torch.jit.script(Refused()).save(f"{folder}/refused.pt")
    torch.jit.script(Nothing()).save(f"{folder}/nothing.pt")
    torch.jit.script(Probabilities().half()).save(f"{folder}/half.pt")

    head = {"head.weight", "head.bias", "blocks.0.norm.weight"}
    for run in (
        Run(folder, "finetune", "cnn.pt", images, labels, cross_entropy),
        Run(folder, "distill", "cnn.pt", images, labels, distillation, "cnn_teacher.pt", "boundaries"),
        Run(folder, "freeze", "cnn.pt", images, labels, cross_entropy, trained=head),
        Run(folder, "finetune traced", "tagger.pt", tokens, tags, token_cross_entropy),
        Run(folder, "distill traced", "tagger.pt", tokens, tags, token_distillation, "tagger_teacher.pt"),
        Run(folder, "freeze traced", "tagger.pt", tokens, tags, token_cross_entropy, trained={"head.weight", "norm.bias"}),
        Run(folder, "finetune folded", "folded.pt", images, labels, cross_entropy),
        Run(folder, "finetune probabilities", "probabilities.pt", images, labels, probability_cross_entropy),
    ):
        run.run()
    statistics(folder, images)
